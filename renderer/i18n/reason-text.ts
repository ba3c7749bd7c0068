import type { Reason } from '../../electron/contract/index.ts';
import { i18n } from './index.ts';
import es from './reasons.es.json';
import zhCN from './reasons.zh-CN.json';

const translated: Readonly<Record<string, Readonly<Record<string, string>>>> = { es, 'zh-CN': zhCN };

/**
 * A reason of the main process in the window's language. Main speaks English and can name the particulars (how large, which file), so
 * in English its own sentence is the best there is; other languages translate the codes they know.
 */
export function reasonText(reason: Reason, language: string = i18n.language): string {
  const words = translated[language];
  return words?.[reason.code] ?? words?.[coveredPart(reason.code)] ?? reason.message;
}

/** The service spells its codes about a covered part of a face in many ways; all of them name the part. */
function coveredPart(code: string): string {
  const part = /OCCLU|OBSTRUCT|COVER|BLOCK/.test(code) ? /EYE|CHIN|NOSE|MOUTH/.exec(code)?.[0] : undefined;
  return `covered-${part?.toLowerCase() ?? ''}`;
}
