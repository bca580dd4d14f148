import { expect } from '@esm-bundle/chai';
import type { Backend } from '../core/backend.ts';
import { DocumentsApi } from './documents-api.ts';

describe('what a college takes as documents', () => {
  it('D1 has its kinds in one order, whatever order the database keeps them in', async () => {
    const data = { kinds: ['archive', 'audio', 'table', 'text'], formats: null, groups: [] };
    const backend = { client: { rest: { rpc: async () => ({ data, error: null, status: 200 }) } } };
    const { kinds } = await new DocumentsApi(backend as unknown as Backend).settings('college');
    expect(kinds).to.deep.equal(['text', 'table', 'audio', 'archive']);
  });
});
