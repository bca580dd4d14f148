-- In every bucket each person has a folder of their own, named after their id. Into `drop/` everybody signed in may put files that
-- only the platform sees.
create policy "Each sees his folder" on storage.objects
  for select to authenticated using ((storage.foldername(name))[1] = (select auth.uid())::text);
create policy "Each fills his folder" on storage.objects
  for insert to authenticated with check (
    (storage.foldername(name))[1] = (select auth.uid())::text and owner_id = (select auth.uid())::text
  );
create policy "Each changes his folder" on storage.objects
  for update to authenticated
  using ((storage.foldername(name))[1] = (select auth.uid())::text)
  with check ((storage.foldername(name))[1] = (select auth.uid())::text);
create policy "Each clears his folder" on storage.objects
  for delete to authenticated using ((storage.foldername(name))[1] = (select auth.uid())::text);
create policy "Everybody may drop a file" on storage.objects
  for insert to authenticated with check ((storage.foldername(name))[1] = 'drop');
