-- In every bucket each person has a folder of their own, named after their id. Into `drop/` everybody signed in may put files that
-- only the platform sees.
create policy "People read their own folder" on storage.objects
  for select to authenticated using ((storage.foldername(name))[1] = (select auth.uid())::text);
create policy "People upload to their own folder" on storage.objects
  for insert to authenticated with check (
    (storage.foldername(name))[1] = (select auth.uid())::text and owner_id = (select auth.uid())::text
  );
create policy "People update their own folder" on storage.objects
  for update to authenticated
  using ((storage.foldername(name))[1] = (select auth.uid())::text)
  with check ((storage.foldername(name))[1] = (select auth.uid())::text);
create policy "People delete from their own folder" on storage.objects
  for delete to authenticated using ((storage.foldername(name))[1] = (select auth.uid())::text);
create policy "Everybody may drop a file" on storage.objects
  for insert to authenticated with check ((storage.foldername(name))[1] = 'drop');
