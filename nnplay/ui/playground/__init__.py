"""The playground: data, network and training panels."""
