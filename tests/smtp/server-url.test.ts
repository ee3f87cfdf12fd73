import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/finding/failure.ts';
import { describeServer, parseServerUrl } from '../../src/smtp/server-url.ts';

function failureOf(url: string): Failure {
  try {
    parseServerUrl(url);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error(`${url} was read`);
}

describe('a server’s address', () => {
  it('says host, port, TLS and login', () => {
    expect(parseServerUrl('smtp://user:pass@smtp.example.com')).toEqual({
      host: 'smtp.example.com',
      port: 587,
      implicitTls: false,
      tlsRequired: true,
      login: { user: 'user', password: 'pass' },
      helloName: undefined,
    });
    expect(parseServerUrl('smtps://smtp.example.com')).toMatchObject({ port: 465, implicitTls: true });
    expect(parseServerUrl('smtp://smtp.example.com:465')).toMatchObject({ implicitTls: true });
    expect(parseServerUrl('smtp://smtp.example.com:25')).toMatchObject({
      implicitTls: false,
      tlsRequired: false,
    });
    expect(parseServerUrl('smtp://smtp.example.com:25?tls=required')).toMatchObject({ tlsRequired: true });
    expect(parseServerUrl('smtp://[::1]:2525/')).toMatchObject({ host: '::1', port: 2525 });
    expect(parseServerUrl(' SMTP://Bücher.example.com ')).toMatchObject({
      host: 'xn--bcher-kva.example.com',
    });
    expect(parseServerUrl('smtp://smtp.example.com?name=mail.example.org').helloName).toBe(
      'mail.example.org',
    );
  });

  it('carries any user name and password, percent-encoded', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(word, word, (user, password) => {
        const url = `smtp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@smtp.example.com`;
        expect(parseServerUrl(url).login).toEqual({ user, password });
      }),
    );
  });

  it('is refused with advice when it is none', () => {
    for (const url of [
      '',
      'smtp.example.com',
      'smtp.example.com:587',
      'http://smtp.example.com',
      'smtp://',
      'smtp://user@smtp.example.com',
      'smtp://:pass@smtp.example.com',
      'smtp://u:p@smtp.example.com/inbox',
      'smtp://u:p#1@smtp.example.com',
      'smtp://u:p/1@smtp.example.com',
      'smtp://u:p%zz@smtp.example.com',
      'smtp://smtp.example.com?secure=true',
      'smtp://smtp.example.com?tls=no',
      'smtp://smtp.example.com?name=a%0D%0Ab',
      'smtp://smtp.example.com:99999',
    ]) {
      const failure = failureOf(url);
      expect(failure).toMatchObject({ kind: 'setup', code: 'smtp/url' });
      expect(failure.advice).toBeTruthy();
    }
  });

  it('never shows a password, neither described nor refused', () => {
    const password = fc.stringMatching(/^[a-z0-9@#/?:%]{8,20}$/).map((text) => `sEcReT${text}`);
    fc.assert(
      fc.property(password, (secret) => {
        let shown: string;
        try {
          shown = describeServer(parseServerUrl(`smtp://postmaster:${secret}@smtp.example.com`));
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          shown = `${error.message} ${error.advice} ${error.stack}`;
        }
        expect(shown).not.toContain('sEcReT');
        expect(shown).not.toContain('postmaster');
      }),
    );
  });

  it('is described with its port, its TLS and whether there is a login', () => {
    const described = (url: string) => describeServer(parseServerUrl(url));
    expect(described('smtp://u:p@smtp.example.com')).toBe('smtp.example.com:587, TLS, with a login');
    expect(described('smtp://smtp.example.com:25')).toBe('smtp.example.com:25, TLS if offered');
    expect(described('smtp://127.0.0.1:2525')).toBe('127.0.0.1:2525, on this machine');
    expect(described('smtp://[2001:db8::1]:25')).toBe('[2001:db8::1]:25, TLS if offered');
  });
});
