import { cliError } from '../error-codes.js';

/** IoT Hub: "up to 128 characters ... ASCII 7-bit alphanumeric characters plus certain special characters". */
const ID = /^[A-Za-z0-9\-.%_*?!(),:=@$']{1,128}$/;

/** Reads `--device-id`, before anything is started for it. */
export function deviceId(text: string): string {
  if (ID.test(text)) return text;
  throw cliError('PNP_BAD_OPTION', `--device-id is none: ${JSON.stringify(text)}`, {
    hint: "write 1 to 128 of A-Z a-z 0-9 - . % _ * ? ! ( ) , : = @ $ '",
    where: { key: '--device-id' },
  });
}
