"""Looking into a trained model: model and arrays in, arrays out."""
