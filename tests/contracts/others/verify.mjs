// What @sd-jwt/sd-jwt-vc and jose make of a credential, a presentation or a status list, each asked on standard
// input as one JSON object; the answers go to standard output as one JSON array: {"claims": …} or {"refused": "…"}.
import { createHash, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { compactVerify, importJWK, jwtVerify } from "jose";

globalThis.crypto ??= webcrypto; // jose wants it, and Node 18 does not give it by itself

const signedBy = (jwk, typ) => async (data, signature) => {
  const key = await importJWK(jwk, "Ed25519");
  const { protectedHeader } = await compactVerify(`${data}.${signature}`, key, { algorithms: ["Ed25519"] });
  return protectedHeader.typ === typ;
};

const instance = ({ issuer, lists, list }) =>
  new SDJwtVcInstance({
    hasher: (data, algorithm) => createHash(algorithm.replace("-", "")).update(data).digest(),
    hashAlg: "sha-256",
    verifier: signedBy(issuer, "dc+sd-jwt"),
    kbVerifier: (data, signature, payload) => signedBy(payload.cnf.jwk, "kb+jwt")(data, signature),
    statusListFetcher: async () => list,
    statusVerifier: signedBy(lists, "statuslist+jwt"),
  });

const asks = {
  credential: async (ask) => {
    const options = { currentDate: ask.at, keyBindingNonce: ask.nonce };
    const { payload, kb } = await instance(ask).verify(ask.text, options);
    return { claims: payload, proof: kb?.payload ?? null };
  },
  // jose asks of any token what RFC 7519 says: the type, the audience, the times.
  token: async (ask) => {
    const options = { algorithms: ["Ed25519"], typ: ask.typ, audience: ask.audience, currentDate: new Date(ask.at * 1000) };
    const { payload } = await jwtVerify(ask.text, await importJWK(ask.key, "Ed25519"), options);
    return { claims: payload };
  },
};

const answer = async (ask) => asks[ask.kind](ask).catch((error) => ({ refused: String(error) }));
const answers = await Promise.all(JSON.parse(readFileSync(0, "utf8")).map(answer));
console.log(JSON.stringify(answers));
