import tls from 'node:tls';

/**
 * The certificate authorities that are trusted, as PEM: those that Node brings with it, those of `NODE_EXTRA_CA_CERTS`, and those of this
 * computer's own store, where a company keeps the one of its proxy. Looking into the store takes a moment.
 */
export function trustedCertificates(): string[] {
  const trusted = new Set(certificates('default') ?? tls.rootCertificates);
  for (const certificate of certificates('system') ?? []) trusted.add(certificate);
  return [...trusted];
}

/** Undefined where this Node, or the program it is built into, can't tell (older than 22.15; some builds for other TLS libraries). */
function certificates(kind: 'default' | 'system'): readonly string[] | undefined {
  const get: typeof tls.getCACertificates | undefined = tls.getCACertificates;
  if (get === undefined) return undefined;
  try {
    return get(kind);
  } catch {
    // Without the store everything works as before it was asked; what is not trusted then gets its own message.
    return undefined;
  }
}
