package upload

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// maxKeyBytes is S3's limit on an object key.
const maxKeyBytes = 1024

// maxNameBytes is the longest name in a key: the limit of common file systems
// for a name, so that the files can be copied there.
const maxNameBytes = 255

// KeyStyle says how a key is made from a filename.
type KeyStyle string

const (
	// Unique puts a UUIDv7 before the name, so that no upload overwrites
	// another and nobody can guess a key.
	Unique KeyStyle = "unique"
	// Filename uses the name alone: a second upload replaces the first if it
	// has the same name, and only then.
	Filename KeyStyle = "filename"
)

// key returns the object key for a filename as readName returns it. It is
// always inside KeyPrefix and the folders of the profile and the caller, and at
// most maxKeyBytes long, as the prefix has at most maxPrefixBytes.
func (r *Rules) key(name, caller string, now time.Time) string {
	prefix := r.folder(caller)
	if r.KeyStyle == Filename {
		return prefix + distinctName(name, caller == "" && r.isProfile(safeName(name)))
	}
	stem, extension := splitName(safeName(name))
	return prefix + uuidv7(now) + "/" + cut(stem, maxNameBytes-len(extension)) + extension
}

// distinctName returns a safe form of name that no other name has. A digest of the
// name precedes the extension if the safe form differs from the name or is
// reserved, or if the name already looks like one with a digest. The result has at
// most maxNameBytes.
func distinctName(name string, reserved bool) string {
	safe := safeName(name)
	stem, extension := splitName(safe)
	if safe == name && !reserved && len(safe) <= maxNameBytes && !hasDigest(stem) {
		return safe
	}
	sum := sha256.Sum256([]byte(name))
	digest := "-" + hex.EncodeToString(sum[:digestBytes])
	stem = cut(stem, maxNameBytes-len(digest)-len(extension))
	return strings.TrimRight(stem, ".-") + digest + extension
}

// digestBytes is the length of a digest in a name. Finding a name for an
// existing digest takes 2^128 tries. Finding two names with the same digest,
// which overwrites no other person's file, takes 2^64.
const digestBytes = 16

func hasDigest(stem string) bool {
	dash := len(stem) - 2*digestBytes - 1
	return dash >= 0 && stem[dash] == '-' && strings.Trim(stem[dash+1:], "0123456789abcdef") == ""
}

// maxExtensionBytes is the longest extension that is kept when a name is cut;
// the longest known has 25 bytes.
const maxExtensionBytes = 64

// splitName returns a safe name without its extension, and the extension with
// its dot.
func splitName(safe string) (stem, extension string) {
	extension = path.Ext(safe)
	if len(extension) > maxExtensionBytes {
		extension = ""
	}
	return strings.TrimSuffix(safe, extension), extension
}

// folder returns the prefix of all keys of a caller: KeyPrefix, the profile's
// folder, if any, and the caller's, if any.
//
// To identify the profile of a key, no other folder or file beside the
// profiles' folders may have the name of a profile. A caller's folder with such
// a name starts with the code of its first letter, which callerFolder never
// writes; a file gets a digest in its name.
func (r *Rules) folder(caller string) string {
	folder := r.KeyPrefix
	if r.Profile != "" {
		folder += r.Profile + "/"
	}
	if caller == "" {
		return folder
	}
	name := callerFolder(caller)
	if r.isProfile(name) {
		name = fmt.Sprintf("_%02x%s", name[0], name[1:])
	}
	return folder + name + "/"
}

// isProfile reports whether a folder or file would lie beside the profiles'
// folders and have the name of one, also where the file system ignores case.
func (r *Rules) isProfile(name string) bool {
	return r.Profile == "" && slices.ContainsFunc(r.profiles, func(profile string) bool { return strings.EqualFold(profile, name) })
}

// IsKeyOf reports whether key is one that Object returns for the caller: in the
// folder of this profile and caller, with a name that safeName would not
// change.
func (r *Rules) IsKeyOf(key, caller string) bool {
	name, ok := strings.CutPrefix(key, r.folder(caller))
	if ok && r.KeyStyle == Unique {
		var id string
		id, name, ok = strings.Cut(name, "/")
		ok = ok && isUUIDv7(id)
	} else if caller == "" && r.isProfile(name) {
		return false
	}
	return ok && len(name) <= maxNameBytes && safeName(name) == name
}

// maxFolderBytes is the longest name of a caller's folder.
const maxFolderBytes = 100

// callerFolder returns the name of a caller's folder: small letters, digits and
// "-" as they are, every other byte as "_" and two hexadecimal digits. No two
// callers share a folder, even if case is ignored. If the name would be too
// long, it is "__" and the SHA-256 of the caller; no other name starts with
// "__".
func callerFolder(caller string) string {
	var b strings.Builder
	for i := range len(caller) {
		c := caller[i]
		if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "_%02x", c)
		}
	}
	if b.Len() > maxFolderBytes {
		sum := sha256.Sum256([]byte(caller))
		return "__" + hex.EncodeToString(sum[:])
	}
	return b.String()
}

// isUUIDv7 reports whether s has the form that uuidv7 returns. Compiling a
// regular expression at the start would take longer than checking a hundred
// keys.
func isUUIDv7(s string) bool {
	if len(s) != 36 || s[14] != '7' || !strings.Contains("89ab", s[19:20]) {
		return false
	}
	for i := range len(s) {
		hyphen := i == 8 || i == 13 || i == 18 || i == 23
		if hyphen != (s[i] == '-') || !hyphen && !strings.Contains("0123456789abcdef", s[i:i+1]) {
			return false
		}
	}
	return true
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
