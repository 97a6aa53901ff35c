/// A refusal of the environment: kernel, file system or another program.
public struct HostFailure: Error, Sendable, Hashable, Codable {
    /// The operation: "add 10.0.0.7:80 to tcp 10.0.0.1:80".
    public var operation: String
    /// The reason: "no such service".
    public var reason: String
    /// The error's name: "ENOENT"; nil: none.
    public var errno: String?
    /// The kernel's text beside the number (extended acknowledgement); nil: none.
    public var kernelText: String?
    /// The operator's remedy; nil: none is known.
    public var remedy: String?

    /// Creates a failure of this operation.
    public init(
        operation: String, reason: String, errno: String? = nil, kernelText: String? = nil,
        remedy: String? = nil
    ) {
        self.operation = operation
        self.reason = reason
        self.errno = errno
        self.kernelText = kernelText
        self.remedy = remedy
    }
}

extension HostFailure: CustomStringConvertible {
    /// "cannot add 10.0.0.7:80 to tcp 10.0.0.1:80: no such service (ENOENT)".
    public var description: String {
        var text = "cannot \(operation): \(reason)"
        if let errno { text += " (\(errno))" }
        if let kernelText { text += ": \(kernelText)" }
        if let remedy { text += "; \(remedy)" }
        return text
    }
}
