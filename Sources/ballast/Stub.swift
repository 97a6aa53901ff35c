import Model
import Glibc
struct DocumentFile { let path: String
  func read() throws -> [UInt8] { 
    guard let f = fopen(path, "r") else { throw HostFailure(operation: "read \(path)", reason: String(cString: strerror(errno))) }
    defer { fclose(f) }
    var out: [UInt8] = []; var buf = [UInt8](repeating: 0, count: 65536)
    while true { let n = fread(&buf, 1, buf.count, f); if n == 0 { break }; out += buf[..<n] }
    return out }
  func replace(expecting: [UInt8], with: [UInt8]) throws {}
}
enum DocumentEdit { case state(service: String, server: String, ServerState), weight(service: String, server: String, Int) }
func edited(_ b: [UInt8], by e: DocumentEdit) -> Result<[UInt8], HostFailure> { .success(b) }
