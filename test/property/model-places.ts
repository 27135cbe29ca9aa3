import type { InterfaceModel, SchemaModel } from '@iotpnp/model';

/** A property or telemetry of a model: of the default component, or of a component. */
export interface Place {
  readonly component: string | undefined;
  readonly name: string;
  readonly schema: SchemaModel;
}

export interface PropertyPlace extends Place {
  readonly writable: boolean;
}

export interface CommandPlace {
  readonly component: string | undefined;
  readonly name: string;
  readonly request: SchemaModel | undefined;
  readonly response: SchemaModel | undefined;
}

/** `limit`, `left.limit`: how a place is named in a failing case. */
export function keyOf({ component, name }: Pick<Place, 'component' | 'name'>): string {
  return component === undefined ? name : `${component}.${name}`;
}

export function componentsOf(model: InterfaceModel): string[] {
  return model.contents.flatMap(({ kind, name }) => (kind === 'Component' ? [name] : []));
}

/** Every property of the model and of its components. */
export function propertiesOf(model: InterfaceModel, component?: string): PropertyPlace[] {
  return model.contents.flatMap((content): PropertyPlace[] => {
    if (content.kind === 'Component') return propertiesOf(content.schema, content.name);
    if (content.kind !== 'Property') return [];
    const { name, schema, writable } = content;
    return [{ component, name, schema, writable }];
  });
}

/** Every telemetry of the model and of its components. */
export function telemetryOf(model: InterfaceModel, component?: string): Place[] {
  return model.contents.flatMap((content): Place[] => {
    if (content.kind === 'Component') return telemetryOf(content.schema, content.name);
    if (content.kind !== 'Telemetry') return [];
    return [{ component, name: content.name, schema: content.schema }];
  });
}

/** Every command of the model and of its components. */
export function commandsOf(model: InterfaceModel, component?: string): CommandPlace[] {
  return model.contents.flatMap((content): CommandPlace[] => {
    if (content.kind === 'Component') return commandsOf(content.schema, content.name);
    if (content.kind !== 'Command') return [];
    const { name, request, response } = content;
    return [{ component, name, request: request?.schema, response: response?.schema }];
  });
}
