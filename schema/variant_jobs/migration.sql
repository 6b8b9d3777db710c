-- Made `row_id` nullable (variant jobs don't have model_rows)
ALTER TABLE public.jobs ALTER COLUMN row_id DROP NOT NULL;

-- Added `variant_row_id` column referencing `variant_rows`
ALTER TABLE public.jobs ADD COLUMN variant_row_id UUID REFERENCES public.variant_rows(id);

-- Added check constraint ensuring either `row_id` OR `variant_row_id` is set
ALTER TABLE public.jobs ADD CONSTRAINT jobs_row_or_variant_check CHECK (
  (row_id IS NOT NULL AND variant_row_id IS NULL) OR
  (row_id IS NULL AND variant_row_id IS NOT NULL)
);

-- Added index on `variant_row_id` for performance
CREATE INDEX idx_jobs_variant_row ON public.jobs(variant_row_id);
