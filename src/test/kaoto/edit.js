// What somebody does in Kaoto: opens a file, describes each node, gives it a step, moves the step and the node, saves.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchCamelCatalog } from './node_modules/@kaoto/kaoto/lib/dynamic-catalog/support/fetch-camel-catalog.js';
import { CamelResourceFactory } from './node_modules/@kaoto/kaoto/lib/models/camel/camel-resource-factory.js';
import { CatalogKind } from './node_modules/@kaoto/kaoto/lib/models/catalog-kind.js';
import { AddStepMode } from './node_modules/@kaoto/kaoto/lib/models/visualization/base-visual-entity.js';
import { getPotentialPath } from './node_modules/@kaoto/kaoto/lib/utils/get-potential-path.js';
import { setValue } from './node_modules/@kaoto/kaoto/lib/utils/set-value.js';

const ROOT = '../../..';
const SAVES = '../resources/kaoto';
const OF_KAOTO = 'node_modules/@kaoto/camel-catalog/dist/camel-catalog';
const OF_THE_BUILD = ROOT + '/target/kaoto-catalog';
const RUNTIME = /^Camel Spring Boot 4\.18\.\d+$/;

// Kaoto fetches its catalog; here it lies on disk.
globalThis.fetch = async (file) => ({ url: file, json: async () => JSON.parse(readFileSync(file, 'utf8')) });

async function useCatalog(folder) {
  const { definitions } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
  const { fileName } = definitions.find(({ name }) => RUNTIME.test(name)) ?? definitions[0];
  const index = JSON.parse(readFileSync(join(folder, fileName), 'utf8'));
  await fetchCamelCatalog({ catalogIndex: index, relativeBasePath: join(folder, fileName, '..') });
}

async function nodes(resource) {
  const found = [];
  const visit = (node) => {
    if (!node.data.isPlaceholder && node.data.path) {
      found.push(node);
    }
    (node.getChildren() ?? []).forEach(visit);
  };
  for (const entity of resource.getVisualEntities()) {
    visit(await entity.toVizNode());
  }
  return found;
}

// As the form does it for a changed field.
function change(node, field, value) {
  const model = node.getNodeDefinition() ?? {};
  setValue(model, field, value);
  node.updateModel(model);
}

// As "Move before" and "Move next" do it: the two steps change places.
async function swap(resource, entity, path, direction) {
  const all = (await nodes(resource)).filter((node) => node.getId() === entity);
  const node = all.find((one) => one.data.path === path);
  const place = getPotentialPath(path, direction);
  const other = place && all.filter((one) => (one.data.path + '.').startsWith(place + '.'))
    .sort((a, b) => a.data.path.length - b.data.path.length)[0];
  if (!node || !other) {
    return undefined;
  }
  const mine = node.getCopiedContent();
  const its = other.getCopiedContent();
  node.pasteBaseEntityStep(its, AddStepMode.ReplaceStep);
  other.pasteBaseEntityStep(mine, AddStepMode.ReplaceStep);
  return place + path.slice(place.length).replace(/^[^.]*/, '');
}

async function edit(resource, counts) {
  const before = await nodes(resource);
  // From the last one to the first, so that what is added leaves the places of those to come as they are.
  for (const { path, entity } of before.map((node) => ({ path: node.data.path, entity: node.getId() })).reverse()) {
    const node = (await nodes(resource)).find((one) => one.data.path === path && one.getId() === entity);
    change(node, 'description', `Described in Kaoto: ${path}`);
    counts.described++;

    const interaction = node.getNodeInteraction();
    const mode = interaction.canHaveNextStep ? AddStepMode.AppendStep
      : interaction.canHaveChildren || path.endsWith('.from') ? AddStepMode.InsertChildStep : undefined;
    if (mode && path.includes('.')) {
      node.addBaseEntityStep({ name: 'log', type: CatalogKind.Processor, definition: undefined }, mode);
      const added = (await nodes(resource)).find((one) => /^log-\d+$/.test(idOf(one)));
      change(added, 'id', `added-${counts.added++}`);
    }
    const last = path.split('.').at(-1);
    const there = await swap(resource, entity, path, 'forward');
    if (there && mode === AddStepMode.AppendStep) {
      // The node and the step that follows it have changed places; the kinds stand in their paths.
      const now = (await nodes(resource)).filter((one) => one.getId() === entity)
        .find((one) => one.data.path === getPotentialPath(path, 'forward') + '.' + last);
      if (!now || !(await swap(resource, entity, now.data.path, 'backward'))) {
        throw new Error(`${path} can be moved forward and not back`);
      }
      counts.moved++;
    }
  }
}

function idOf(node) {
  return String(node.getNodeDefinition()?.id);
}

async function record(folder, catalog) {
  await useCatalog(catalog);
  const counts = { described: 0, added: 0, moved: 0, changedByNoEdit: 0 };
  for (const kind of ['routes', 'kamelets']) {
    mkdirSync(join(SAVES, folder, kind), { recursive: true });
    for (const name of readdirSync(join(ROOT, kind)).filter((one) => /\.(camel|kamelet)\.yaml$/.test(one)).sort()) {
      const text = readFileSync(join(ROOT, kind, name), 'utf8');
      const resource = CamelResourceFactory.createCamelResource(text, { path: name });
      await resource.initialize();
      counts.changedByNoEdit += (await resource.toSourceCode()) === text ? 0 : 1;
      for (const node of await nodes(resource)) {
        shown.add(`${kind}/${name} ${node.getNodeDefinition()?.id ?? node.getId()}`);
      }
      await edit(resource, counts);
      writeFileSync(join(SAVES, folder, kind, name), await resource.toSourceCode());
    }
  }
  console.log(folder, counts);
}

// Every node that was there before an edit; the tests look for each in what was saved.
const shown = new Set();

rmSync(SAVES, { recursive: true, force: true });
await record('own-catalog-of-kaoto', OF_KAOTO);
if (existsSync(join(OF_THE_BUILD, 'index.json'))) {
  await record('catalog-of-the-build', OF_THE_BUILD);
}
writeFileSync(join(SAVES, 'nodes.txt'), [...shown].sort().join('\n') + '\n');
