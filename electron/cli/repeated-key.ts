/** Strings and the signs that give JSON its structure; everything else between them is of no interest here. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

/**
 * The first key that an object of a valid JSON text has twice, which `JSON.parse` passes over: it takes the last one without a word.
 * Undefined when there is none.
 */
export function repeatedKey(json: string): string | undefined {
  /** Keys of the objects around; undefined for a list. */
  const around: (Set<string> | undefined)[] = [];
  let keyComes = false;
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '{' || token === '[') around.push(token === '{' ? new Set() : undefined);
    else if (token === '}' || token === ']') around.pop();
    const keys = around.at(-1);
    if (keyComes && keys !== undefined && token.startsWith('"')) {
      const key = JSON.parse(token) as string;
      if (keys.has(key)) return key;
      keys.add(key);
    }
    keyComes = keys !== undefined && (token === '{' || token === ',');
  }
  return undefined;
}
