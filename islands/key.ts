// A security key answers only to a script: where there is none, the button stays away.
const b64 = (bytes: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const bytes = (text: string) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

/** What the key says to a challenge, each part as the server reads it. */
async function answer(asked: { challenge: string; ids: string[]; user?: string }) {
  const challenge = bytes(asked.challenge);
  const known = asked.ids.map((id) => ({ type: "public-key" as const, id: bytes(id) }));
  if (asked.user) {
    const made = (await navigator.credentials.create({
      publicKey: {
        challenge,
        rp: { name: "Besa" },
        user: { id: bytes(asked.user), name: "Besa", displayName: "Besa" },
        pubKeyCredParams: [{ type: "public-key", alg: -7 }],
        excludeCredentials: known,
        authenticatorSelection: { userVerification: "discouraged" },
        attestation: "none",
      },
    })) as PublicKeyCredential;
    const response = made.response as AuthenticatorAttestationResponse;
    const data = response.getAuthenticatorData();
    return { id: made.id, client: b64(response.clientDataJSON), data: b64(data), proof: b64(response.getPublicKey()!) };
  }
  const got = (await navigator.credentials.get({
    publicKey: { challenge, allowCredentials: known, userVerification: "discouraged" },
  })) as PublicKeyCredential;
  const response = got.response as AuthenticatorAssertionResponse;
  const data = response.authenticatorData;
  return { id: got.id, client: b64(response.clientDataJSON), data: b64(data), proof: b64(response.signature) };
}

for (const part of document.querySelectorAll<HTMLElement>('[data-island="key"]')) {
  const button = part.querySelector("button");
  const line = part.querySelector<HTMLElement>('[role="status"]');
  const field = part.querySelector<HTMLInputElement>('input[name="key"]');
  const form = field?.form;
  if (!button || !line || !field || !form || !("PublicKeyCredential" in window)) {
    continue;
  }
  part.hidden = false;
  button.addEventListener("click", async () => {
    line.textContent = part.dataset.wait ?? "";
    try {
      const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
      const asked = await (await fetch(part.dataset.ask ?? "", { method: "POST", body })).json();
      if (asked.fault) {
        line.textContent = asked.fault;
        return;
      }
      field.value = JSON.stringify(await answer(asked));
      form.requestSubmit();
    } catch {
      line.textContent = part.dataset.fault ?? "";
    }
  });
}
