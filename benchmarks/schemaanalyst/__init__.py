"""The proofs beside the literature on schema mutation: SchemaAnalyst's study schemas and its operators."""
