import Glibc

/// Something that the lab needs and did not get.
public struct LabFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried and why it failed.
    public let description: String

    /// This failure.
    public init(_ description: String) {
        self.description = description
    }

    /// The failure of a system call that has just returned -1.
    static func call(_ operation: String, number: Int32 = errno) -> LabFailure {
        LabFailure("cannot \(operation): \(String(cString: strerror(number)))")
    }
}

/// The result of a system call, or its failure when that is -1; interrupted calls are made again.
func checked<Number: SignedInteger>(
    _ operation: @autoclosure () -> String, _ call: () -> Number
) throws(LabFailure) -> Number {
    while true {
        let result = call()
        if result != -1 { return result }
        let number = errno
        if number != EINTR { throw .call(operation(), number: number) }
    }
}
