import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './envelope.ts';
import { refusal } from './envelope.ts';
import type { StruckFault } from './fault-plan.ts';
import { drain } from './form.ts';
import type { AnswerStyle } from './types.ts';
import { reset, sendAnswer, sendHalf, sendPage, stream } from './wire.ts';

const HUGE_BYTES = 64 * 1024 * 1024;
const ODD_STATUS = 7;
const RETRY_AFTER_S = '2';

/**
 * Plays a fault on one request to the API. `work` is what the request would do without it, and is only called when the fault lets it happen. Rejects when the
 * client goes away while it sends.
 */
export async function playApiFault(
  { fault: { name, act }, param }: StruckFault,
  style: AnswerStyle,
  request: IncomingMessage,
  response: ServerResponse,
  work: () => Promise<Answer>,
): Promise<void> {
  switch (act.kind) {
    case 'cut':
      if (act.when === 'while-body') await readPart(request, param === undefined ? undefined : Number(param));
      else if (act.when === 'after-body') await drain(request);
      else if (act.when === 'answer') await work();
      return reset(request);
    case 'envelope':
      await (param === 'created' ? work() : drain(request));
      return sendAnswer(
        response,
        refusal(style, act.code, act.retryAfter ? { 'Retry-After': param ?? RETRY_AFTER_S } : {}),
      );
    case 'page':
      await (param === 'created' ? work() : drain(request));
      return sendPage(response, act.status, act.page);
    case 'hang': {
      const answer = await work();
      if (act.when === 'body') {
        await sendHalf(response, answer.status, 'application/json', Buffer.from(JSON.stringify(answer.body)));
      }
      return;
    }
    case 'spoil':
      return spoil(act.how, param, response, await work());
    default:
      throw new Error(`the fault ${name} is none of the API's requests`);
  }
}

/** Reads `bytes` of the body, or half of it. */
async function readPart(request: IncomingMessage, bytes: number | undefined) {
  const enough = bytes ?? Number(request.headers['content-length'] ?? 65_536) / 2;
  let read = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    read += (chunk as Buffer).length;
    if (read >= enough) return;
  }
}

type Spoiling = 'half-json' | 'huge-json' | 'html-type' | 'no-task-id' | 'no-address' | 'odd-status';

async function spoil(how: Spoiling, param: string | undefined, response: ServerResponse, answer: Answer) {
  switch (how) {
    case 'half-json': {
      const text = JSON.stringify(answer.body);
      const body = Buffer.from(text.slice(0, text.length >> 1));
      response.writeHead(answer.status, { 'Content-Type': 'application/json', 'Content-Length': body.length });
      response.end(body);
      return;
    }
    case 'huge-json':
      response.writeHead(answer.status, { 'Content-Type': 'application/json' });
      if (await stream(response, padded(answer.body, Number(param ?? HUGE_BYTES)))) response.end();
      return;
    case 'html-type':
      return sendAnswer(response, answer, 'text/html');
    case 'no-task-id': {
      const { task_id: _at, data: _under, ...body } = answer.body;
      return sendAnswer(response, { ...answer, body });
    }
    case 'no-address':
      return sendAnswer(response, { ...answer, body: { ...answer.body, data: {} } });
    case 'odd-status':
      return sendAnswer(response, {
        ...answer,
        body: { ...answer.body, task_status: Number(param ?? ODD_STATUS), data: {} },
      });
  }
}

/** The same JSON with filling in front, of at least `bytes` in all. */
function* padded(body: Answer['body'], bytes: number): Generator<string> {
  const block = 'x'.repeat(65_536);
  yield '{"filling":"';
  for (let left = bytes; left > 0; left -= block.length) yield left < block.length ? block.slice(0, left) : block;
  yield `",${JSON.stringify(body).slice(1)}`;
}
