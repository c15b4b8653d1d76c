package upload

import (
	"regexp"
	"testing"
	"time"
)

const (
	idForTest     = "019ab1b8-0000-7000-8000-000000000000"
	profilesInUse = `{"avatar": {}, "doc": {"keyStyle": "filename"}}`
)

func TestProfileKeys(t *testing.T) {
	unique, filename := mustRead(t, profilesInUse), mustRead(t, profilesInUse)
	filename.Default.KeyStyle = Filename
	id, digest := regexp.MustCompile("/[0-9a-f-]{36}/"), regexp.MustCompile("-[0-9a-f]{32}")
	for _, test := range []struct {
		p                     *Profiles
		profile, caller, name string
		want                  string // with ID and DIGEST in place of theirs
	}{
		{unique, "avatar", "", "a.png", "uploads/avatar/ID/a.png"},
		{unique, "avatar", "ann", "a.png", "uploads/avatar/ann/ID/a.png"},
		{unique, "doc", "", "a.pdf", "uploads/doc/a.pdf"},
		{unique, "doc", "ann", "a.pdf", "uploads/doc/ann/a.pdf"},
		{unique, "", "ann", "a.png", "uploads/ann/ID/a.png"},

		{unique, "", "avatar", "a.png", "uploads/_61vatar/ID/a.png"},     // not the profile's folder
		{filename, "", "doc", "a.png", "uploads/_64oc/a.png"},            // the same
		{unique, "", "avatars", "a.png", "uploads/avatars/ID/a.png"},     // only begins like a profile
		{unique, "", "Avatar", "a.png", "uploads/_41vatar/ID/a.png"},     // another caller than avatar
		{unique, "", "_61vatar", "a.png", "uploads/_5f61vatar/ID/a.png"}, // and another
		{unique, "avatar", "avatar", "a.png", "uploads/avatar/avatar/ID/a.png"},
		{unique, "avatar", "doc", "a.png", "uploads/avatar/doc/ID/a.png"}, // in a profile's folder there are no others

		{filename, "", "", "avatar.png", "uploads/avatar.png"},
		{filename, "", "", "avatar", "uploads/avatar-DIGEST"},             // not both a file and a folder
		{filename, "", "", "AVATAR", "uploads/AVATAR-DIGEST"},             // nor where a file system sees no difference
		{filename, "", "", "avatar/", "uploads/avatar-DIGEST"},            // made safe, it would be one
		{filename, "", "", "avatar/a.png", "uploads/avatar-a-DIGEST.png"}, // no folder comes out of a name
		{filename, "", "ann", "avatar", "uploads/ann/avatar"},             // in her folder there are no others
		{filename, "doc", "", "avatar", "uploads/doc/avatar"},
		{filename, "doc", "", "doc", "uploads/doc/doc"},
	} {
		r, err := test.p.Choose(test.profile, nil)
		if err != nil {
			t.Fatal(err)
		}
		name, err := readName(test.name)
		if err != nil {
			t.Fatal(err)
		}
		key := r.key(name, test.caller, time.Now())
		got := id.ReplaceAllString(digest.ReplaceAllString(key, "-DIGEST"), "/ID/")
		if got != test.want {
			t.Errorf("profile %q, caller %q, %q: %s, want %s", test.profile, test.caller, test.name, got, test.want)
		}
		if of, ok := test.p.OfKey(key, test.caller); !ok || of != r {
			t.Errorf("%s is not recognised as profile %q's: %q, %v", key, test.profile, of.Profile, ok)
		}
	}
}

// A key is one profile's and one caller's.
func TestOfKey(t *testing.T) {
	unique, filename := mustRead(t, profilesInUse), mustRead(t, profilesInUse)
	filename.Default.KeyStyle = Filename
	const refused = "refused"
	for _, test := range []struct {
		p           *Profiles
		key, caller string
		want        string // the profile
	}{
		{unique, "uploads/" + idForTest + "/a.png", "", ""},
		{unique, "uploads/avatar/" + idForTest + "/a.png", "", "avatar"},
		{unique, "uploads/avatar/ann/" + idForTest + "/a.png", "ann", "avatar"},
		{unique, "uploads/doc/a.pdf", "", "doc"},
		{unique, "uploads/doc/ann/a.pdf", "ann", "doc"},
		{unique, "uploads/_61vatar/" + idForTest + "/a.png", "avatar", ""},
		{filename, "uploads/a.png", "", ""},
		{filename, "uploads/doc.pdf", "", ""},

		{unique, "uploads/avatar/" + idForTest + "/a.png", "avatar", refused},         // the profile's, for a caller of its name
		{unique, "uploads/avatar/" + idForTest + "/a.png", "ann", refused},            // an anonymous caller's
		{unique, "uploads/avatar/" + idForTest + "/a.png", idForTest, refused},        // a caller with the form of an id
		{unique, "uploads/doc/" + idForTest + "/a.pdf", "doc", refused},               // a caller with the name of the profile
		{unique, "uploads/doc/" + idForTest + "/a.pdf", idForTest, "doc"},             // the key of this caller alone
		{unique, "uploads/doc/a.pdf", "doc", refused},                                 // the profile's, without a caller
		{filename, "uploads/doc/a.pdf", "doc", refused},                               // the same, where it looks like that caller's own
		{filename, "uploads/avatar", "", refused},                                     // a file with the name of the folder
		{filename, "uploads/AVATAR", "", refused},                                     // on a file system without cases
		{unique, "uploads/avatar/", "", refused},                                      // a folder
		{unique, "uploads/avatar", "", refused},                                       // the same
		{unique, "uploads/avatar/a.png", "", refused},                                 // no id
		{unique, "uploads/avatar/bob/" + idForTest + "/a.png", "ann", refused},        // another caller's
		{unique, "uploads/doc/bob/a.pdf", "ann", refused},                             // the same
		{unique, "uploads/doc/bob/a.pdf", "", refused},                                // hers, without a caller
		{unique, "uploads/avatar/doc/a.pdf", "", refused},                             // one profile in another
		{unique, "uploads/avatar/../doc/a.pdf", "", refused},                          // climbs
		{unique, "uploads/avatar//" + idForTest + "/a.png", "", refused},              // an empty folder
		{unique, "uploads//avatar/" + idForTest + "/a.png", "", refused},              // the same
		{unique, "uploads/Avatar/" + idForTest + "/a.png", "", refused},               // no such profile
		{unique, "uploads/avatars/" + idForTest + "/a.png", "", refused},              // no such profile
		{unique, "uploads/avatars/" + idForTest + "/a.png", "avatars", ""},            // but such a caller
		{unique, "avatar/" + idForTest + "/a.png", "", refused},                       // outside the prefix
		{unique, "uploads/avatar" + idForTest + "/a.png", "", refused},                // no folder
		{unique, "uploads/avatar/avatar/" + idForTest + "/a.png", "avatar", "avatar"}, // the caller avatar's, by the profile
		{unique, "uploads/avatar/_61vatar/" + idForTest + "/a.png", "avatar", refused},
	} {
		r, ok := test.p.OfKey(test.key, test.caller)
		if ok != (test.want != refused) || ok && r.Profile != test.want {
			t.Errorf("%s, caller %q: %v, %q; want %q", test.key, test.caller, ok, r.Profile, test.want)
		}
	}
}

// Every key identifies its profile, and is its caller's alone.
func FuzzOfKey(f *testing.F) {
	f.Add("a.png", "ann", "avatar", true)
	f.Add("avatar", "", "", true)
	f.Add("avatar/a.png", "avatar", "doc", false)
	f.Add("DOC", "", "ann", true)
	f.Add("a", idForTest, "doc", false)
	f.Fuzz(func(t *testing.T, raw, caller, other string, filename bool) {
		name, err := readName(raw)
		if err != nil {
			return
		}
		p := mustRead(t, profilesInUse)
		if filename {
			p.Default.KeyStyle = Filename
		}
		keys := map[string]bool{}
		for _, profile := range []string{"", "avatar", "doc"} {
			r, err := p.Choose(profile, nil)
			if err != nil {
				t.Fatal(err)
			}
			key := r.key(name, caller, time.Now())
			if of, ok := p.OfKey(key, caller); !ok || of != r {
				t.Fatalf("%q of %q is %q's, %v", key, profile, of.Profile, ok)
			}
			if other != caller {
				if of, ok := p.OfKey(key, other); ok {
					t.Fatalf("%q of %q and %q is %q's by %q too", key, profile, caller, other, of.Profile)
				}
			}
			if keys[key] {
				t.Fatalf("two profiles share %q", key)
			}
			keys[key] = true
		}
	})
}
