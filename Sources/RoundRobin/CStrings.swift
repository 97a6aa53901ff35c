import Glibc

/// Calls a function with an argument vector of C.
func withArguments<Result>(
    _ words: [String], _ body: (Int32, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = words.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
        // The vector has its terminator, so that it is never empty.
        guard let base = buffer.baseAddress else { preconditionFailure("an empty vector") }
        return body(Int32(words.count), base)
    }
}
