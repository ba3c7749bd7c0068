/**
 * The import rules of ARCHITECTURE.md as data: one folder, one responsibility, imports one way.
 * ESLint (`eslint.config.js`) and the test `test/unit/house/rooms.test.ts` both read this table.
 *
 * `rooms`: other rooms this one may import values from. `types`: rooms it may import types from only.
 * `packages`: npm packages it may import. Node's own modules are allowed unless `node` is false.
 *
 * @typedef {{ rooms: string[], types?: string[], packages: string[], node?: boolean }} RoomRule
 * @type {Record<string, RoomRule>}
 */
export const rooms = {
  'electron/contract': { rooms: [], packages: [], node: false },
  'electron/base': { rooms: [], packages: [] },
  'electron/ailab': { rooms: ['electron/base'], packages: ['undici', 'zod'] },
  'electron/imaging': { rooms: ['electron/base'], packages: ['sharp', 'bmp-ts', 'heic-decode', 'exiftool-vendored'] },
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
  'electron/cli': { rooms: ['electron/base', 'electron/engine'], packages: ['commander', 'zod'] },
  'electron/workspace': { rooms: ['electron/base', 'electron/engine'], types: ['electron/contract'], packages: ['zod'] },
  'electron/settings': {
    rooms: ['electron/base'],
    types: ['electron/contract'],
    packages: ['electron', 'electron-store', 'zod'],
  },
  'electron/window': { rooms: ['electron/base'], types: ['electron/contract'], packages: ['electron'] },
  'electron/ipc': {
    rooms: ['electron/base'],
    types: ['electron/contract'],
    packages: ['electron', 'zod'],
  },
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

/** Composition roots and entry points: the only files that may reach into every room they need. */
export const roots = {
  'electron/main.ts': { electron: true },
  'electron/preload.ts': { electron: true },
  'electron/cli.ts': { electron: false },
  'electron/imaging-process.ts': { electron: false },
};
