extension RuntimeCommand: CustomReflectable {
    /// Nothing: a command that sets a certificate has its key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
