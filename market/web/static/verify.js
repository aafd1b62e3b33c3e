// The page of who asks for a proof. It makes a key that never leaves this browser, shows the code, waits for the
// person's answer, and fetches the proof with a signature of that key. What it says stands in the page's markup.
"use strict";

(() => {
  const EVERY_MS = 1500;
  const page = document.querySelector("[data-verify]");
  const form = document.getElementById("ask");
  const within = (name) => page.querySelector(`[data-${name}]`);

  class Problem extends Error {}

  function show(name) {
    for (const stage of page.querySelectorAll("[data-stage]")) stage.hidden = stage.dataset.stage !== name;
    const heading = page.querySelector(`[data-stage="${name}"] h2`);
    heading?.focus();
  }

  function trouble(words) {
    const place = within("trouble");
    place.textContent = words;
    place.hidden = !words;
  }

  function base64url(bytes) {
    return btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  }

  async function api(path, body) {
    const sent = body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(path, { cache: "no-store", ...sent });
    if (answer.ok) return answer;
    const problem = await answer.json().catch(() => ({}));
    throw new Problem([problem.title, problem.detail].filter(Boolean).join(" ") || within("broken").textContent);
  }

  async function ask(predicates) {
    const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
    const { kty, crv, x } = await crypto.subtle.exportKey("jwk", pair.publicKey);
    const asked = await (await api("/v1/proofs", { jwk: { kty, crv, x }, predicates })).json();
    return { key: pair.privateKey, thumbprint: await thumbprint({ crv, kty, x }), ...asked };
  }

  // RFC 7638: the digest of the key's required members, in the order of their names.
  async function thumbprint({ crv, kty, x }) {
    const members = new TextEncoder().encode(JSON.stringify({ crv, kty, x }));
    return base64url(await crypto.subtle.digest("SHA-256", members));
  }

  function present(asked) {
    within("code").src = `/verify/${asked.code}/code.svg`;
    within("words").textContent = asked.words.join(" ");
    within("link").href = asked.link;
    within("link").textContent = asked.link;
    show("asked");
  }

  async function answered(asked) {
    const until = Date.now() + Number(page.dataset.seconds) * 1000;
    for (;;) {
      const left = Math.max(0, Math.round((until - Date.now()) / 1000));
      within("left").textContent = String(left);
      const found = await api(`/v1/proofs/${asked.code}`).then((answer) => answer.json(), (error) => {
        if (error instanceof Problem) throw error;
        return { state: "open" }; // the network was away: ask again
      });
      if (found.state !== "open") return found;
      await new Promise((done) => setTimeout(done, EVERY_MS));
    }
  }

  async function take(asked, challenge) {
    const signature = await crypto.subtle.sign("Ed25519", asked.key, new TextEncoder().encode(challenge));
    return (await api(`/v1/proofs/${asked.code}/statement`, { signature: base64url(signature) })).text();
  }

  function said(file) {
    const [, payload] = JSON.parse(file).statement.split(".");
    return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
  }

  function words(kind, name) {
    return [...page.querySelectorAll(`[data-${kind}]`)].find((it) => it.dataset[kind] === name).textContent;
  }

  function basis({ basis, month }) {
    if (!month) return words("basis", basis);
    const [year, number] = month.split("-").map(Number);
    const language = document.documentElement.lang;
    const spelled = new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" });
    return words("basis", basis).replace("{month}", spelled.format(new Date(Date.UTC(year, number - 1))));
  }

  function proven(file, asked) {
    const statement = said(file);
    if (statement.nonce !== asked.nonce || statement.aud !== asked.thumbprint) {
      throw new Problem(within("broken").textContent);
    }
    const list = within("proven");
    list.replaceChildren(
      ...statement.predicates.map((predicate) => {
        const line = document.createElement("li");
        const what = document.createElement("strong");
        const why = document.createElement("p");
        what.textContent = words("predicate", predicate);
        why.textContent = basis(statement.provenance[predicate]);
        line.append(what, why);
        return line;
      }),
    );
    within("until").textContent = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(
      new Date(statement.exp * 1000),
    );
    const keep = within("keep");
    URL.revokeObjectURL(keep.href);
    keep.href = URL.createObjectURL(new Blob([file], { type: "application/json" }));
    within("audience").textContent = asked.thumbprint;
    within("nonce").textContent = asked.nonce;
    show("proven");
  }

  async function run() {
    const predicates = new FormData(form).getAll("predicate").filter(Boolean);
    const asked = await ask(predicates);
    present(asked);
    const found = await answered(asked);
    if (found.state === "answered") proven(await take(asked, found.challenge), asked);
    else show(found.state === "declined" ? "declined" : "expired");
  }

  async function begin(event) {
    event.preventDefault();
    const send = form.querySelector("button");
    trouble("");
    send.disabled = true;
    try {
      await run();
    } catch (error) {
      show("ask");
      trouble(error instanceof Problem ? error.message : within("broken").textContent);
    } finally {
      send.disabled = false;
    }
  }

  // A relation is asked alone: who ticks it asks nothing else, and the other way round.
  function alone(event) {
    const client = document.getElementById("client");
    if (!client) return;
    if (event.target !== client) {
      if (event.target.value) client.checked = false;
    } else if (client.checked) {
      for (const it of form.querySelectorAll("[type=radio]")) it.checked = it.value === "";
      document.getElementById("region").value = "";
    }
  }

  function again() {
    trouble("");
    show("ask");
  }

  within("plain").hidden = true;
  const able = globalThis.isSecureContext && globalThis.crypto?.subtle;
  if (!able) {
    trouble(within("unable").textContent);
    return;
  }
  form.addEventListener("submit", begin);
  form.addEventListener("change", alone);
  for (const button of page.querySelectorAll("[data-again]")) button.addEventListener("click", again);
  page.querySelector('[data-stage="ask"]').hidden = false;
})();
