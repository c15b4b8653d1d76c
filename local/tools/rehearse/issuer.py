"""An OpenID Connect issuer on this machine, for API Gateway's authorizer."""

import http.server
import json
import threading
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

AUDIENCE = "slipway"


class Issuer:
    def __enter__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True) | {"kid": "1", "alg": "RS256"}
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                answer = {"/.well-known/openid-configuration": {"issuer": issuer.url, "jwks_uri": issuer.url + "/jwks"},
                          "/jwks": {"keys": [public]}}.get(self.path)
                self.send_response(200 if answer else 404)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def token(self, audience=AUDIENCE, subject="ann", lasts=600):
        now = int(time.time())
        claims = {"iss": self.url, "aud": audience, "sub": subject, "iat": now - 1, "exp": now + lasts}
        return jwt.encode(claims, self.key, "RS256", headers={"kid": "1"})
