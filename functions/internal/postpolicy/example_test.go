package postpolicy_test

import (
	"fmt"
	"time"

	"slipway/functions/internal/postpolicy"
)

func Example() {
	var signer postpolicy.Signer
	form, err := signer.Sign(postpolicy.Policy{
		Bucket: "slipway-uploads",
		Region: "eu-central-1",
		Fields: []postpolicy.Field{
			{Name: "key", Value: "uploads/holiday.png"},
			{Name: "Content-Type", Value: "image/png"},
		},
		MinBytes: 1,
		MaxBytes: 1 << 20,
		Lifetime: 5 * time.Minute,
	}, postpolicy.Credentials{
		AccessKeyID:     "AKIAIOSFODNN7EXAMPLE",
		SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
	}, time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, field := range form.Fields {
		fmt.Printf("%s=%.40s\n", field.Name, field.Value)
	}
	fmt.Println("until", form.Expires.Format(time.RFC3339))
	// Output:
	// key=uploads/holiday.png
	// Content-Type=image/png
	// policy=eyJjb25kaXRpb25zIjpbeyJidWNrZXQiOiJzbGlw
	// x-amz-algorithm=AWS4-HMAC-SHA256
	// x-amz-credential=AKIAIOSFODNN7EXAMPLE/20261123/eu-central
	// x-amz-date=20261123T150000Z
	// x-amz-signature=158439f83b158075d686b8cd93d860e15b34d5c7
	// until 2026-11-23T15:05:00Z
}
