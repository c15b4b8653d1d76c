package upload

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// maxKeyBytes is S3's limit on an object key.
const maxKeyBytes = 1024

// KeyStyle says how a key is made from a filename.
type KeyStyle string

const (
	// Unique puts a UUIDv7 before the name, so that no upload overwrites
	// another and nobody can guess a key.
	Unique KeyStyle = "unique"
	// Filename uses the name alone: a second upload replaces the first.
	Filename KeyStyle = "filename"
)

// key returns the object key for a checked filename: never outside KeyPrefix,
// and never over maxKeyBytes, as the prefix is at most maxPrefixBytes.
func (r *Rules) key(name string, now time.Time) string {
	if r.KeyStyle == Filename {
		return r.KeyPrefix + safeName(name)
	}
	return r.KeyPrefix + uuidv7(now) + "/" + safeName(name)
}

// uuidv7 returns a UUID of version 7: 48 bits of milliseconds, so that keys
// sort by time, and 74 random bits (RFC 9562, 5.7).
func uuidv7(now time.Time) string {
	var u [16]byte
	rand.Read(u[6:]) // never fails
	binary.BigEndian.PutUint16(u[0:], uint16(now.UnixMilli()>>32))
	binary.BigEndian.PutUint32(u[2:], uint32(now.UnixMilli()))
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80

	var text [36]byte
	hex.Encode(text[0:8], u[0:4])
	hex.Encode(text[9:13], u[4:6])
	hex.Encode(text[14:18], u[6:8])
	hex.Encode(text[19:23], u[8:10])
	hex.Encode(text[24:36], u[10:16])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}
