-- Remove constraint
ALTER TABLE public.jobs DROP CONSTRAINT IF EXISTS jobs_row_or_variant_check;

-- Remove variant_row_id column
ALTER TABLE public.jobs DROP COLUMN IF EXISTS variant_row_id;

-- Make row_id NOT NULL again
ALTER TABLE public.jobs ALTER COLUMN row_id SET NOT NULL;

-- Drop index
DROP INDEX IF EXISTS idx_jobs_variant_row;
