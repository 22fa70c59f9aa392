"""Layers that Keras does not have in a form that takes one input. Scripts and notebooks hold their source."""

import keras


@keras.saving.register_keras_serializable(package="nnplay")
class PositionEmbedding(keras.layers.Layer):
    """Adds a learned row of numbers to each place of a sequence, so that the place can be told from the numbers.

    Input and output shape: (batch, steps, channels).
    """

    def __init__(self, embeddings_initializer="uniform", embeddings_regularizer=None, **kwargs):
        super().__init__(**kwargs)
        self.embeddings_initializer = keras.initializers.get(embeddings_initializer)
        self.embeddings_regularizer = keras.regularizers.get(embeddings_regularizer)

    def build(self, input_shape):
        self.embeddings = self.add_weight(
            shape=tuple(input_shape[1:]),
            initializer=self.embeddings_initializer,
            regularizer=self.embeddings_regularizer,
            name="embeddings",
        )

    def call(self, inputs):
        return inputs + self.embeddings

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "embeddings_initializer": keras.initializers.serialize(self.embeddings_initializer),
            "embeddings_regularizer": keras.regularizers.serialize(self.embeddings_regularizer),
        }


@keras.saving.register_keras_serializable(package="nnplay")
class SelfAttention(keras.layers.Layer):
    """Each step asks all steps, and takes a mixture of their values: `MultiHeadAttention(x, x)` without biases.

    Input and output shape: (batch, steps, channels).
    """

    def __init__(
        self, num_heads, key_dim, kernel_initializer="glorot_uniform", kernel_regularizer=None, seed=None, **kwargs
    ):
        super().__init__(**kwargs)
        self.num_heads, self.key_dim, self.seed = num_heads, key_dim, seed
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.kernel_regularizer = keras.regularizers.get(kernel_regularizer)

    def build(self, input_shape):
        channels, inside = input_shape[-1], self.num_heads * self.key_dim
        self.query_kernel = self._kernel(0, "query_kernel", (channels, inside))
        self.key_kernel = self._kernel(1, "key_kernel", (channels, inside))
        self.value_kernel = self._kernel(2, "value_kernel", (channels, inside))
        self.output_kernel = self._kernel(3, "output_kernel", (inside, channels))

    def _kernel(self, number, name, shape):
        config = self.kernel_initializer.get_config()
        if self.seed is not None and "seed" in config:
            config["seed"] = (4 * self.seed + number) % (2**31 - 1)  # each kernel draws numbers of its own
        initializer = type(self.kernel_initializer).from_config(config)
        return self.add_weight(shape=shape, initializer=initializer, regularizer=self.kernel_regularizer, name=name)

    def call(self, inputs):
        ops = keras.ops
        steps = inputs.shape[1]

        def heads(kernel):
            rows = ops.reshape(ops.matmul(inputs, kernel), (-1, steps, self.num_heads, self.key_dim))
            return ops.transpose(rows, (0, 2, 1, 3))

        query, key, value = heads(self.query_kernel), heads(self.key_kernel), heads(self.value_kernel)
        scores = ops.matmul(query, ops.transpose(key, (0, 1, 3, 2))) / self.key_dim**0.5
        mixed = ops.transpose(ops.matmul(ops.softmax(scores, axis=-1), value), (0, 2, 1, 3))
        return ops.matmul(ops.reshape(mixed, (-1, steps, self.num_heads * self.key_dim)), self.output_kernel)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "num_heads": self.num_heads,
            "key_dim": self.key_dim,
            "seed": self.seed,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "kernel_regularizer": keras.regularizers.serialize(self.kernel_regularizer),
        }
