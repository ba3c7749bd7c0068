import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A certificate authority of a test, and what it signs. Nothing is installed anywhere. */
export interface TestAuthority {
  /** Its own certificate, PEM. */
  readonly certificate: string;
  /** Certificate and key of a server at these names and IPv4 addresses, PEM. */
  issue(names: readonly string[]): { readonly cert: string; readonly key: string };
}

const DAY_MS = 86_400_000;

/** Makes a certificate authority (X.509 v3, ECDSA on P-256; RFC 5280). */
export function testAuthority(name = 'Afterglow test CA'): TestAuthority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = nameOf(name);
  const certificate = signed(
    { issuer, subject: issuer, key: own.publicKey, extensions: [basic(true)] },
    own.privateKey,
  );
  return {
    certificate,
    issue(names) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const extensions = [basic(false), alternatives(names)];
      const cert = signed({ issuer, subject: nameOf(names[0] ?? ''), key: pair.publicKey, extensions }, own.privateKey);
      return { cert, key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}

interface Certificate {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly key: KeyObject;
  readonly extensions: readonly Buffer[];
}

function signed({ issuer, subject, key, extensions }: Certificate, by: KeyObject): string {
  const algorithm = seq(oid('2a8648ce3d040302'));
  const serial = der(0x02, Buffer.concat([Buffer.from([0x40]), randomBytes(8)]));
  const valid = seq(time(Date.now() - DAY_MS), time(Date.now() + 30 * DAY_MS));
  const spki = key.export({ type: 'spki', format: 'der' });
  const version = der(0xa0, der(0x02, Buffer.from([2])));
  const body = seq(version, serial, algorithm, issuer, valid, subject, spki, der(0xa3, seq(...extensions)));
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, by)]));
  const base64 = seq(body, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, content: Buffer): Buffer {
  const length = content.byteLength;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const seq = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts));
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const nameOf = (text: string): Buffer => seq(der(0x31, seq(oid('550403'), der(0x0c, Buffer.from(text)))));

function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

function basic(authority: boolean): Buffer {
  const value = authority ? seq(der(0x01, Buffer.from([0xff]))) : seq();
  return seq(oid('551d13'), der(0x01, Buffer.from([0xff])), der(0x04, value));
}

function alternatives(names: readonly string[]): Buffer {
  const entries = names.map((name) =>
    /^\d+(\.\d+){3}$/.test(name) ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name)),
  );
  return seq(oid('551d11'), der(0x04, seq(...entries)));
}
