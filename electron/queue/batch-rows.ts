import type { Batch } from './store-types.ts';

/** A line of the `batches` table. */
export interface BatchRow {
  id: string;
  service: string;
  created_at: number;
  source_root: string;
  output_root: string;
  options: string;
  max_credits: number | null;
}

export function toBatch(row: BatchRow): Batch {
  return {
    id: row.id,
    service: row.service,
    createdAt: row.created_at,
    sourceRoot: row.source_root,
    outputRoot: row.output_root,
    options: JSON.parse(row.options) as Record<string, unknown>,
    maxCredits: row.max_credits ?? undefined,
  };
}
