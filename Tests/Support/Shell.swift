import Glibc

/// Runs a shell command, and returns its output with its errors.
///
/// **Errors:** `SetUpFailure`: its status is not 0.
@discardableResult
package func shell(_ command: String) throws -> String {
    guard let pipe = popen("exec 2>&1; \(command)", "r") else {
        throw SetUpFailure(text: command)
    }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 {
        output += chunk[..<count]
    }
    let text = String(decoding: output, as: UTF8.self)
    guard pclose(pipe) == 0 else { throw SetUpFailure(text: "\(command): \(text)") }
    return text
}
