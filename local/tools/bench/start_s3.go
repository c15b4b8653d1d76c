package main

import "context"

// startsWithS3 measures the starts of the functions that call S3, each beside a bare
// handler with the same clients.
func startsWithS3(ctx context.Context, b *bench) error {
	for _, compared := range []struct{ function, peer, clients string }{
		{"InspectFunction", "clients", "S3 and EventBridge"}, {"FilesFunction", "s3client", "S3"},
	} {
		ours, err := b.function(ctx, compared.function)
		if err != nil {
			return err
		}
		peer, err := b.peer(ctx, "bare handler with config and clients of "+compared.clients, compared.peer)
		if err != nil {
			return err
		}
		programs := []*program{ours, peer}
		if err := sameVersions(programs); err != nil {
			return err
		}
		settings, err := b.settings(compared.function)
		if err != nil {
			return err
		}
		start := newRounds("start of "+compared.function, "ms")
		for round := range startRounds + 1 {
			for _, p := range programs {
				s, took, err := launch(ctx, p, settings)
				if err != nil {
					return err
				}
				s.close()
				if round > 0 { // in the first, the files are not cached yet
					start.add(p.name, milliseconds(took))
				}
			}
		}
		b.table.add(start, atMost(1.05, peer.name))
	}
	return nil
}
