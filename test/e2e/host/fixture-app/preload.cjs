// eslint-disable-next-line @typescript-eslint/no-require-imports -- a sandboxed preload is CommonJS
const { contextBridge, ipcRenderer, webUtils } = require('electron');

contextBridge.exposeInMainWorld('bridge', {
  facts: { sandboxed: process.sandboxed === true, nested: { list: [1, 'two', new Date(0), new Uint8Array([7, 8])] } },
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  send: (channel, ...args) => ipcRenderer.send(channel, ...args),
  on: (channel, listener) => {
    const run = (_event, ...args) => listener(...args);
    ipcRenderer.on(channel, run);
    return () => ipcRenderer.off(channel, run);
  },
  callBack: (listener) => listener('synchronous'),
  same: (a, b) => a === b,
  fail: () => {
    throw Object.assign(new TypeError('plain words'), { secret: 'stays here' });
  },
  failLater: async () => {
    throw new Error('later');
  },
  pathOf: (file) => webUtils.getPathForFile(file),
  lacking: () => ipcRenderer.sendToHost('x'),
});
