package stack

import "context"

// StopS3 stops the S3 server, to test its clients during an outage. It is
// idempotent.
func (s *Stack) StopS3() {
	s.outage.Lock()
	defer s.outage.Unlock()
	if s.s3 != nil && !s.stopped {
		s.s3.Close()
		s.stopped = true
	}
}

// StartS3 restarts the S3 server on its port, with its files. It does nothing if
// the server is running. After an error it may be called again.
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
