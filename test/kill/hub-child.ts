// The hub of the kill campaign, in a process of its own. Answers what the campaign asks; ends with it.
import { startHub } from '@iotpnp/hub';
import type { Answer, Question } from './hub-process.js';

const hub = await startHub({ port: 0, dataDir: process.argv[2] });

function answerTo({ ask, args }: Question): unknown {
  const [target = '', value] = args as [string?, never?];
  switch (ask) {
    case 'connectionStrings':
      return args.map((each) => connectionStringOf(String(each)));
    case 'twin':
      return hub.twin(target);
    case 'desire':
      return hub.desire(target, value ?? {});
    case 'send':
      return hub.sendToDevice(target, 'x', { messageId: String(value) });
    case 'pending':
      return hub.pendingMessages(target);
    case 'invoke':
      return hub.invoke(target, 'ping', null, { timeoutMs: 10_000 });
    default:
      throw new Error(`there is no question "${String(ask)}"`);
  }
}

function connectionStringOf(target: string): string | null {
  try {
    return hub.connectionString(target);
  } catch {
    return null;
  }
}

async function answered(question: Question): Promise<Answer> {
  const { id } = question;
  try {
    return { id, result: await answerTo(question) };
  } catch (error) {
    return { id, error: String(error) };
  }
}

function tell(message: unknown): void {
  process.send?.(message);
}

process.on('message', (question: Question) => void answered(question).then(tell));
process.on('disconnect', () => void hub.close());
const { port, hostName, ca, serviceConnectionString } = hub;
tell({ port, hostName, ca, serviceConnectionString });
