import type { JsonObject } from '@iotpnp/model';
import { hubError } from '../error-codes.js';
import type { HubClock } from '../clock.js';
import type { Journal } from '../state/journal.js';
import { KeptMap } from '../state/kept-map.js';
import type { Enrolment, EnrolmentOptions } from './enrolment.js';
import { checkDeviceId, checkId, termsFrom } from './enrolment-terms.js';
import { knownCertificate } from './known-certificate.js';

/** The single devices that may register. A registration id is the same in any case. */
export class Enrolments {
  readonly #clock: HubClock;
  readonly #enrolments: KeptMap<Enrolment>;

  constructor(clock: HubClock, journal: Journal) {
    this.#clock = clock;
    this.#enrolments = new KeptMap(journal, 'enrolment');
  }

  list(): readonly Enrolment[] {
    return [...this.#enrolments.values()];
  }

  find(registrationId: string): Enrolment | undefined {
    return this.#enrolments.get(registrationId.toLowerCase());
  }

  /** @throws PNP_HUB_ENROLMENT_UNKNOWN */
  get(registrationId: string): Enrolment {
    const enrolment = this.find(registrationId);
    if (enrolment !== undefined) return enrolment;
    throw hubError(
      'PNP_HUB_ENROLMENT_UNKNOWN',
      `no enrolment of ${JSON.stringify(registrationId)} is known`,
      { hint: 'add it with hub.dps.addEnrolment()' },
    );
  }

  /**
   * Adds an enrolment, or changes the one there is.
   * @throws PNP_HUB_ENROLMENT_INVALID, PNP_HUB_DEVICE_KEY_INVALID, PNP_HUB_TWIN_INVALID,
   *   PNP_HUB_TWIN_TOO_LARGE, PNP_HUB_STATE_UNAVAILABLE
   */
  put(registrationId: string, options: EnrolmentOptions, extra?: JsonObject): Enrolment {
    checkId(registrationId, 'registration id');
    const known = this.find(registrationId);
    const kind = {
      what: registrationId,
      certificate: knownCertificate,
      extra,
      now: this.#clock.now(),
    };
    const { deviceId = known?.deviceId } = options;
    if (deviceId !== undefined && deviceId !== '') checkDeviceId(deviceId);
    const enrolment = {
      registrationId: known?.registrationId ?? registrationId,
      ...(deviceId === undefined || deviceId === '' ? {} : { deviceId }),
      ...termsFrom(options, known, kind),
    };
    this.#enrolments.set(registrationId.toLowerCase(), enrolment);
    return enrolment;
  }

  /** Returns whether there was one. @throws PNP_HUB_STATE_UNAVAILABLE */
  remove(registrationId: string): boolean {
    return this.#enrolments.delete(registrationId.toLowerCase());
  }
}
