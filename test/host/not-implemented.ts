/** A test must never pass because a stub did nothing: whatever the stand-in lacks throws as soon as it is touched. */
export function notImplemented(name: string): never {
  throw new Error(`not implemented: ${name}`);
}

/** What JavaScript itself looks up on any object (awaiting, printing, serialising): not a use of Electron. */
const languageKeys = new Set(['then', 'toJSON', 'constructor', 'default', '__esModule', 'length', 'inspect']);

/** Wraps a stand-in so that reading a member it does not have throws, with the member's full name. Setting stays possible: tests stub. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      if (key in object || typeof key === 'symbol' || languageKeys.has(key))
        return Reflect.get(object, key, receiver) as unknown;
      return notImplemented(`${name}.${key}`);
    },
  });
}

/** A whole module of Electron that the stand-in lacks: it can be imported, and throws when used. */
export function absent(name: string): object {
  return new Proxy(function missing() {}, {
    get(object, key) {
      if (typeof key === 'symbol' || languageKeys.has(key)) return Reflect.get(object, key) as unknown;
      return notImplemented(`${name}.${key}`);
    },
    apply: () => notImplemented(name),
    construct: () => notImplemented(`new ${name}`),
  });
}
