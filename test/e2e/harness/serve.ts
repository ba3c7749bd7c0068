import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { picture, samplePhotos, type PictureKind } from './pictures.ts';

/**
 * Shows the window in a plain browser: `node test/e2e/harness/serve.ts [port]`, then open the printed address.
 * `?photos=10000` fills the folder, `?scene=` picks a situation (see page/bridge.ts). The content security policy is the app's own.
 * `THUMB_DELAY=400` in the environment makes thumbnails slow, as those of large files are.
 */

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'";

const thumbDelay = Number(process.env['THUMB_DELAY'] ?? 0);

const here = import.meta.dirname;
const root = resolve(here, '../../..');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

// Kept in memory, so that several of these can run side by side.
const built = await build({
  configFile: false,
  root: resolve(root, 'renderer'),
  plugins: [react()],
  logLevel: 'warn',
  build: { write: false, assetsInlineLimit: 0, minify: true },
});
const files: ReadonlyMap<string, string | Uint8Array> = new Map(
  (Array.isArray(built) ? built : [built]).flatMap((each) =>
    'output' in each
      ? each.output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source] as const)
      : [],
  ),
);
const photos = await samplePhotos();

const server = createServer((request, response) => {
  answer(new URL(request.url ?? '/', 'http://localhost'), response).catch((error: unknown) => {
    response.writeHead(404).end(String(error));
  });
});
server.listen(Number(process.argv[2] ?? 4173), '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : '?'}/\n`);
});

async function answer(address: URL, response: ServerResponse): Promise<void> {
  const path = address.pathname;
  const size = address.searchParams.get('size') === 'full' ? 6000 : undefined;
  if (path === '/favicon.ico') return void response.writeHead(204).end();
  const asked = /^\/(thumb|placeholder|preview|result|strip)\/\w*p(\d+)$/.exec(path);
  const script = /^\/harness\/(\w+\.ts|page\/\w+\.ts)$/.exec(path);
  if (asked !== null) {
    const photo = photos[Number(asked[2]) % photos.length];
    if (photo === undefined) throw new Error('no such photo');
    const kind = asked[1] as PictureKind;
    // Every fifth file has no preview of its own inside.
    if (kind === 'placeholder' && Number(asked[2]) % 5 === 4) throw new Error('no embedded preview');
    if (kind === 'thumb') await delay(thumbDelay);
    send(response, 'image/jpeg', await picture(kind, photo, size), 'max-age=3600');
  } else if (path === '/harness/photos.json') {
    send(response, 'application/json', JSON.stringify(photos));
  } else if (script?.[1] !== undefined) {
    const source = await readFile(join(here, script[1]), 'utf8');
    send(response, types['.js'], stripTypeScriptTypes(source));
  } else if (path === '/') {
    const page = String(files.get('/index.html'));
    send(
      response,
      types['.html'],
      page.replace('<head>', '<head><script type="module" src="/harness/page/bridge.ts"></script>'),
    );
  } else {
    const file = files.get(path);
    if (file === undefined) throw new Error('no such file');
    send(response, types[extname(path)], file);
  }
}

function send(response: ServerResponse, type: string | undefined, body: Uint8Array | string, cache = 'no-store'): void {
  response
    .writeHead(200, {
      'content-type': type ?? 'application/octet-stream',
      'content-security-policy': POLICY,
      'cache-control': cache,
    })
    .end(body);
}
