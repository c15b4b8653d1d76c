#!/bin/sh
# upload.sh FILE: needs curl 7.76 and jq.
set -eu
signed=$(curl -sS --fail-with-body -G "$API/getS3UploadCredentials" --data-urlencode "filename=${1##*/}") ||
  { echo "$signed" | jq -r .message >&2; exit 1; }
# Each of the params becomes an option of curl; the file goes last.
echo "$signed" | jq -r '"url = \(.upload_url|@json)", (.params | to_entries[] | "form-string = \("\(.key)=\(.value)"|@json)")' |
  curl -sS --fail-with-body -K - -F "file=@\"$(printf %s "$1" | sed 's/[\\"]/\\&/g')\""
