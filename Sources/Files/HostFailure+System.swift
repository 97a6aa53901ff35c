import Model

extension HostFailure {
    /// Creates the failure of an operation because of an error of the system.
    public init(operation: String, _ error: SystemError, remedy: String? = nil) {
        self.init(
            operation: operation, reason: error.words, errno: error.name, remedy: remedy)
    }
}
