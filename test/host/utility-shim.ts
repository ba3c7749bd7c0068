/** Loaded into a utility process before its program: offers `process.parentPort`, and takes `process.send` away, as Electron does. */
import { EventEmitter } from 'node:events';

const send = process.send?.bind(process);

class ParentPort extends EventEmitter {
  postMessage(message: unknown, transfer?: readonly unknown[]): void {
    if (transfer && transfer.length > 0) throw new Error('not implemented: parentPort.postMessage with ports');
    send?.(message);
  }
}

const parentPort = new ParentPort();
process.on('message', (data) => parentPort.emit('message', { data, ports: [] }));
process.once('disconnect', () => {
  parentPort.emit('close');
  process.exit(1);
});
Object.assign(process, { parentPort, type: 'utility' });
Object.defineProperty(process, 'send', { value: undefined });
