import CGNU

/// Keeps freed memory for the next pass instead of returning it to the kernel.
///
/// Each edit briefly needs as much memory as the last one. By default the allocator maps it again,
/// with a page fault for each 4 KiB. Source: `mallopt(3)`. Unused memory is returned later by
/// ``giveBackMemory()``.
func keepFreedMemory() {
    _ = mallopt(ballast_trim_threshold, 256 << 20)
    _ = mallopt(ballast_mmap_threshold, 32 << 20)
}

/// Limits the allocator to one arena, so that threads reuse each other's freed memory.
///
/// Must be called while the process has one thread: a second one has an arena of its own at once.
/// Source: `mallopt(3)`.
package func shareMemory() {
    _ = mallopt(ballast_arena_limit, 1)
}

/// The memory in use, in bytes, up to which all unused memory is returned after the start.
private let smallHeap = 24 << 20

/// Returns unused memory to the kernel until cancellation: all of a small controller after the
/// start, and otherwise if it is more than the memory in use.
///
/// The pauses double from 15 s to 8 min: the first checks of many servers need much memory. As much
/// as the next edit needs stays.
///
/// Source: `malloc_trim(3)`, `mallinfo(3)`.
func giveBackMemory() async {
    var pause = Duration.seconds(15)
    var isFirst = true
    // Cancellation ends the loop.
    while (try? await Task.sleep(for: pause)) != nil {
        let state = ballast_allocator_state()
        // The next edit of a large document needs the memory again, with a page fault for each
        // 4 KiB.
        let spare = state.uordblks < smallHeap && isFirst ? 0 : max(32 << 20, state.uordblks)
        if state.fordblks > spare {
            _ = malloc_trim(1 << 20)
        }
        isFirst = false
        pause = min(pause * 2, .seconds(480))
    }
}
