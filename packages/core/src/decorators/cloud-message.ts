import { onMethod } from './member-rules.js';
import { siteOf, type DecoratorCall } from './site.js';
import type { MessageDecorator } from './types/decorators.js';

/**
 * Makes a method the handler of cloud-to-device messages. Returning completes the message; throwing `Reject`
 * gives it back as refused, where the transport can. Devices only: a module gets none.
 * @example
 * ```ts
 * @CloudMessage() note(message: ReceivedMessage) { this.display.show(message.text()); }
 * ```
 */
export function CloudMessage(): MessageDecorator {
  return messageHandler('@CloudMessage', undefined);
}

/**
 * Makes a method the handler of what comes to an input of this module. Modules only.
 * @example
 * ```ts
 * @Input('readings') filter(message: ReceivedMessage) { ... }
 * ```
 */
export function Input(name: string): MessageDecorator {
  return messageHandler('@Input', name);
}

function messageHandler(decorator: string, input: string | undefined): MessageDecorator {
  return (...call: DecoratorCall): void => {
    const site = siteOf(decorator, call);
    if (!site || !onMethod(site)) return;
    const { draft, key, on } = site;
    draft.members.push({ kind: 'message', key, on, input });
  };
}
