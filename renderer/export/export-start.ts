import { create } from 'zustand';
import type { ScopeId } from './scope.ts';

/** Which photos the export sheet begins with, where whoever opened it had some in mind. */
export const useExportStart = create<{ readonly scope: ScopeId | undefined }>(() => ({ scope: undefined }));
