import { posix } from 'node:path';

/**
 * The import rules of ARCHITECTURE.md as data: one folder, one responsibility, imports one way.
 * ESLint (`eslint.config.js`) and the test `test/unit/house/rooms.test.ts` both judge by this table; types are in `rooms.d.ts`.
 */
export const rooms = {
  'electron/contract': { rooms: [], packages: [], node: false },
  'electron/base': { rooms: [], packages: [] },
  'electron/ailab': { rooms: ['electron/base'], packages: ['undici', 'zod'] },
  'electron/formats': { rooms: ['electron/base'], packages: [] },
  'electron/metadata': { rooms: ['electron/base', 'electron/formats'], packages: [] },
  'electron/imaging': {
    rooms: ['electron/base', 'electron/formats', 'electron/metadata'],
    packages: ['sharp', 'heic-decode', 'zod'],
  },
  'electron/queue': { rooms: ['electron/base'], packages: ['better-sqlite3'] },
  'electron/catalog': { rooms: ['electron/base'], packages: ['chokidar'] },
  'electron/export': { rooms: ['electron/base'], packages: [] },
  'electron/demo': { rooms: ['electron/base'], packages: ['@fastify/busboy'] },
  'electron/engine': {
    rooms: [
      'electron/base',
      'electron/ailab',
      'electron/imaging',
      'electron/queue',
      'electron/catalog',
      'electron/export',
      'electron/demo',
    ],
    packages: [],
  },
  'electron/cli': { rooms: ['electron/base', 'electron/engine'], packages: ['commander'] },
  'electron/workspace': {
    rooms: ['electron/base', 'electron/engine'],
    types: ['electron/contract'],
    packages: ['zod'],
  },
  'electron/settings': {
    rooms: ['electron/base'],
    types: ['electron/contract'],
    packages: ['electron', 'electron-store', 'zod'],
  },
  'electron/window': { rooms: ['electron/base'], types: ['electron/contract'], packages: ['electron'] },
  'electron/ipc': { rooms: ['electron/base'], types: ['electron/contract'], packages: ['electron', 'zod'] },
  'electron/bin': { rooms: [], packages: [], built: true },
  renderer: {
    rooms: [],
    types: ['electron/contract'],
    node: false,
    packages: [
      'react',
      'react-dom',
      'radix-ui',
      '@tanstack/react-virtual',
      'zustand',
      'i18next',
      'react-i18next',
      'lucide-react',
    ],
  },
};

/** Composition roots and process entry points: single files that may reach into the rooms they put together. */
export const roots = {
  'electron/main.ts': {
    rooms: [
      'electron/base',
      'electron/engine',
      'electron/workspace',
      'electron/settings',
      'electron/window',
      'electron/ipc',
    ],
    types: ['electron/contract'],
    packages: ['electron'],
  },
  'electron/preload.ts': { rooms: [], types: ['electron/contract'], packages: ['electron'], node: false },
  'electron/cli.ts': { rooms: ['electron/base', 'electron/engine', 'electron/cli'], packages: [] },
  // The demo service's worker thread: the codec of one room, the retouch of the other.
  'electron/demo-worker.ts': { rooms: ['electron/base', 'electron/imaging', 'electron/demo'], packages: [] },
  'electron/transfer-worker.ts': { rooms: ['electron/imaging'], packages: [] },
  'electron/imaging-process.ts': { rooms: ['electron/imaging'], packages: [] },
};

/** The room or root that a path of this repository (with `/`) belongs to. */
export function ownerOf(path) {
  if (Object.hasOwn(roots, path)) return { name: path, rule: roots[path] };
  const name = Object.keys(rooms).find((room) => path.startsWith(`${room}/`));
  return name === undefined ? undefined : { name, rule: rooms[name] };
}

/**
 * Says why `file` may not import `specifier`, or undefined when it may. A specifier that is not a plain string
 * (a computed dynamic import) is given as undefined.
 */
export function judgeImport(file, specifier, kind) {
  const owner = ownerOf(file);
  if (owner === undefined) return `${file} belongs to no room: give its folder a rule in rooms.js`;
  const { name, rule } = owner;
  if (specifier === undefined) {
    return rule.built ? undefined : `${name} may not import a computed path: it cannot be checked`;
  }
  if (/^\.{0,2}\//.test(specifier)) return judgePath(file, owner, specifier, kind);
  if (specifier.startsWith('node:')) {
    return rule.node === false ? `${name} may not use Node's modules (${specifier})` : undefined;
  }
  const packageName = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (rule.packages.includes(packageName)) return undefined;
  return `${name} may not import the package ${packageName}`;
}

function judgePath(file, { name, rule }, specifier, kind) {
  // Bundlers take options as a query (`./icon.svg?url`); the file before it is what counts.
  const target = posix.join(posix.dirname(file), specifier.replace(/\?.*$/, ''));
  const inside = ownerOf(target);
  if (inside?.name === name) return undefined;
  if (inside === undefined) {
    if (rule.built && target.startsWith('out/')) return undefined;
    return `${name} may not import ${target}, which is in no room`;
  }
  if (rule.rooms.includes(inside.name)) return undefined;
  if (rule.types?.includes(inside.name)) {
    return kind === 'type' ? undefined : `${name} may import only types from ${inside.name}: write \`import type\``;
  }
  return `${name} may not import ${inside.name}`;
}
