import type { AddOptions, Devices, Modules } from '../identity.js';
import type { Service } from '../service.js';
import type { TwinPatch } from '../twin.js';
import { checkJson } from './check-json.js';
import { checkArgument, checkOptions } from './check-options.js';
import { body, filled, flag, isRecord, type Kinds } from './kinds.js';
import {
  ADD_DEVICE_OPTIONS,
  ADD_OPTIONS,
  CALL_OPTIONS,
  CHANGE_OPTIONS,
  HTTP_METHOD,
  INVOKE_OPTIONS,
  MONITOR_OPTIONS,
  QUERY_OPTIONS,
  REQUEST_OPTIONS,
  SEND_OPTIONS,
  THUMBPRINTS,
  TWIN_PATCH,
} from './options-taken.js';

/**
 * The service whose arguments are what their types say, also where nobody checks types: what is none
 * rejects, and where an iterator is returned throws, before anything is sent.
 */
export function checkedService(service: Service): Service {
  return {
    ...service,
    devices: checkedDevices(service.devices),
    modules: checkedModules(service.modules),
    connectionString: async (target, given) => {
      checkOptions('connectionString', given, CALL_OPTIONS);
      return service.connectionString(target, given);
    },
    twin: async (target, given) => {
      checkOptions('twin', given, CALL_OPTIONS);
      return service.twin(target, given);
    },
    updateTwin: async (target, patch, given) => {
      checkPatch('updateTwin', patch);
      checkOptions('updateTwin', given, CHANGE_OPTIONS);
      return service.updateTwin(target, patch, given);
    },
    replaceTwin: async (target, patch, given) => {
      checkPatch('replaceTwin', patch);
      checkOptions('replaceTwin', given, CHANGE_OPTIONS);
      return service.replaceTwin(target, patch, given);
    },
    invoke: async (target, name, payload, given) => {
      checkArgument('name', name, filled);
      if (payload !== undefined) checkJson(payload, 'payload');
      checkOptions('invoke', given, INVOKE_OPTIONS);
      return service.invoke(target, name, payload, given);
    },
    query: (sql, given) => {
      checkArgument('sql', sql, filled);
      checkOptions('query', given, QUERY_OPTIONS);
      return service.query(sql, given);
    },
    send: async (deviceId, given, options) => {
      checkArgument('body', given, body);
      checkOptions('send', options, SEND_OPTIONS);
      return service.send(deviceId, given, options);
    },
    feedback: (given) => {
      checkOptions('feedback', given, CALL_OPTIONS);
      return service.feedback(given);
    },
    monitor: (given) => {
      checkOptions('monitor', given, MONITOR_OPTIONS);
      return service.monitor(given);
    },
    request: async (method, path, given) => {
      checkArgument('method', method, HTTP_METHOD);
      checkArgument('path', path, filled);
      checkOptions('request', given, REQUEST_OPTIONS);
      if (given?.body !== undefined) checkJson(given.body, 'body');
      return service.request(method, path, given);
    },
  };
}

function checkedDevices(devices: Devices): Devices {
  return {
    add: async (deviceId, given) => {
      checkAdd('devices.add', given, ADD_DEVICE_OPTIONS);
      return devices.add(deviceId, given);
    },
    list: (given) => {
      checkOptions('devices.list', given, CALL_OPTIONS);
      return devices.list(given);
    },
    get: async (deviceId, given) => {
      checkOptions('devices.get', given, CALL_OPTIONS);
      return devices.get(deviceId, given);
    },
    remove: async (deviceId, given) => {
      checkOptions('devices.remove', given, CALL_OPTIONS);
      return devices.remove(deviceId, given);
    },
    setEnabled: async (deviceId, enabled, given) => {
      checkArgument('enabled', enabled, flag);
      checkOptions('devices.setEnabled', given, CALL_OPTIONS);
      return devices.setEnabled(deviceId, enabled, given);
    },
  };
}

function checkedModules(modules: Modules): Modules {
  return {
    add: async (target, given) => {
      checkAdd('modules.add', given, ADD_OPTIONS);
      return modules.add(target, given);
    },
    list: async (deviceId, given) => {
      checkOptions('modules.list', given, CALL_OPTIONS);
      return modules.list(deviceId, given);
    },
    get: async (target, given) => {
      checkOptions('modules.get', given, CALL_OPTIONS);
      return modules.get(target, given);
    },
    remove: async (target, given) => {
      checkOptions('modules.remove', given, CALL_OPTIONS);
      return modules.remove(target, given);
    },
  };
}

function checkAdd(of: string, given: AddOptions | undefined, kinds: Kinds): void {
  checkOptions(of, given, kinds);
  if (isRecord(given?.x509)) checkOptions('x509', given.x509, THUMBPRINTS);
}

function checkPatch(of: string, patch: TwinPatch): void {
  // there is no change without one
  checkOptions(of, patch ?? null, TWIN_PATCH);
  for (const [section, json] of Object.entries(patch)) {
    if (json !== undefined) checkJson(json, section);
  }
}
