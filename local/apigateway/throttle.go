package apigateway

import "golang.org/x/time/rate"

// newThrottle returns a token bucket: burst requests at once, then perSecond.
// If either is zero, there is no limit.
func newThrottle(burst int, perSecond float64) *rate.Limiter {
	if burst == 0 || perSecond == 0 {
		return rate.NewLimiter(rate.Inf, 0)
	}
	return rate.NewLimiter(rate.Limit(perSecond), burst)
}
