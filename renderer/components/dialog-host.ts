import { create } from 'zustand';

/** Open dialogs, the topmost last. Everything outside a modal dialog is inert, so notices move into the topmost one. */
export const useDialogHosts = create<{ readonly hosts: readonly HTMLDialogElement[] }>(() => ({ hosts: [] }));

export function enterHost(host: HTMLDialogElement): () => void {
  useDialogHosts.setState(({ hosts }) => ({ hosts: [...hosts, host] }));
  return () => useDialogHosts.setState(({ hosts }) => ({ hosts: hosts.filter((each) => each !== host) }));
}
