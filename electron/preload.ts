import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { IpcRendererEvent } from 'electron';
import type { AfterglowBridge, InvokeChannel, PushChannel } from './contract/index.ts';

/** The channels the window may use. The compiler compares both lists with the contract: none missing, none too many. */
const questions: Readonly<Record<InvokeChannel, true>> = {
  'app:state': true,
  'app:set-mode': true,
  'key:set': true,
  'key:forget': true,
  'folder:choose': true,
  'folder:open': true,
  'folder:open-samples': true,
  'folder:close': true,
  'folder:current': true,
  'folder:photos': true,
  'folder:include-links': true,
  'folder:set-hot': true,
  'folder:answer-hot': true,
  'photos:configure': true,
  'photos:mark': true,
  'photos:fade': true,
  'photos:visible': true,
  'photos:report': true,
  'batch:estimate': true,
  'batch:choose-output': true,
  'batch:start': true,
  'queue:state': true,
  'queue:pause': true,
  'queue:resume': true,
  'queue:cancel': true,
  'queue:retry-failed': true,
  'queue:list': true,
  'queue:move': true,
  'queue:set-limit': true,
  'queue:undecided': true,
  'queue:decide': true,
  'strip:start': true,
  'preferences:get': true,
  'preferences:set': true,
  'cache:sizes': true,
  'cache:clear': true,
  'spending:list': true,
  'spending:save': true,
  'diagnostics:save': true,
  'output:open': true,
  'output:reveal': true,
};

const news: Readonly<Record<PushChannel, true>> = {
  'app:changed': true,
  'photos:changed': true,
  'queue:changed': true,
  'folder:changed': true,
  'folder:opened': true,
  'hot:changed': true,
  'strip:changed': true,
  'preferences:changed': true,
  'menu:chosen': true,
  notice: true,
};

const bridge: AfterglowBridge = {
  invoke(channel, ...args) {
    if (!Object.hasOwn(questions, channel)) throw new Error(`unknown channel: ${String(channel)}`);
    return ipcRenderer.invoke(channel, ...args);
  },
  on(channel, listener) {
    if (!Object.hasOwn(news, channel)) throw new Error(`unknown channel: ${String(channel)}`);
    // Electron's event object holds the sender: it stays on this side.
    const receive = (_event: IpcRendererEvent, payload: Parameters<typeof listener>[0]) => listener(payload);
    ipcRenderer.on(channel, receive);
    return () => {
      ipcRenderer.off(channel, receive);
    };
  },
  pathOf: (file) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
};

contextBridge.exposeInMainWorld('afterglow', bridge);
