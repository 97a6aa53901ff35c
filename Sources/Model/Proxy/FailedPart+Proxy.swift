extension FailedPart {
    /// Creates a failure to read HAProxy.
    public init(ofHAProxy failure: HostFailure) {
        self.init(.proxy, failure: failure)
    }
}
