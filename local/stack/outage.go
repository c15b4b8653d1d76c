package stack

import "context"

// StopS3 ends the S3 server, so that its clients can be seen without it. It
// does nothing when the server has been stopped.
func (s *Stack) StopS3() {
	s.outage.Lock()
	defer s.outage.Unlock()
	if s.s3 != nil && !s.stopped {
		s.s3.Close()
		s.stopped = true
	}
}

// StartS3 starts the S3 server again, at the port that it had and with what it
// had stored. It does nothing when the server runs, and may be tried again
// after an error.
func (s *Stack) StartS3(ctx context.Context) error {
	s.outage.Lock()
	defer s.outage.Unlock()
	if !s.stopped {
		return nil
	}
	before, stopped := s.s3Listeners, s.s3
	var err error
	if s.s3Listeners, err = listenLoopback("S3_PORT", portOf(before[0])); err != nil {
		s.s3Listeners = before
		return err
	}
	if err := s.startS3(ctx); err != nil {
		closeAll(s.s3Listeners)
		s.s3Listeners, s.s3 = before, stopped
		return err
	}
	s.stopped = false
	return nil
}
