/// The results of a batch, by message index.
struct BatchResult {
    /// The refusals of the kernel.
    var refusals: [Int: KernelRefusal] = [:]
    /// Messages with an unknown result, because answers were lost or nothing was sent.
    var unknown: [Int] = []
}
