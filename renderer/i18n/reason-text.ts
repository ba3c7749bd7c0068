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
  return translated[language]?.[reason.code] ?? reason.message;
}
