// Pages and the function that answers search engines draw one list of blocks, read in one place: what is nothing for one is
// nothing for the other. It lies with the functions because these are copied to servers by themselves.
export * from '../../../supabase/functions/_shared/article-text.ts';
