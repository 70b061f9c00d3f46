//! Shapes that come back to themselves, found before anything is validated (SHACL 3.4.3 leaves them undefined).

use crate::shacl::fault::Fault;
use crate::shacl::shape::{ShapeId, Shapes};
use crate::shacl::wording::Wording;

/// Marks shapes that are recursive; a warning names each recursive circle.
pub(super) fn mark(shapes: &mut Shapes, wording: &Wording<'_>) -> Vec<Fault> {
    let uses: Vec<Vec<ShapeId>> = shapes
        .list
        .iter()
        .map(|shape| {
            shape
                .constraints
                .iter()
                .flat_map(|constraint| constraint.uses())
                .collect()
        })
        .collect();
    let mut faults = Vec::new();
    for circle in circles(&uses) {
        for member in &circle {
            shapes.list[*member].recursive = true;
        }
        // the first of them that has a name, else the first
        let node = circle
            .iter()
            .map(|member| shapes.list[*member].node)
            .min_by_key(|node| (wording.terms.is_blank(*node), *node));
        let Some(node) = node else { continue };
        let message = format!("the shape {} is recursive", wording.name(node));
        let fault = Fault::whole(node, message).warning();
        faults.push(fault.help(
            "SHACL leaves open what that means: here a node that is met again while it is being looked at conforms",
        ));
    }
    faults
}

/// The strongly connected groups that are circles (Tarjan's algorithm, with a stack of its own).
fn circles(uses: &[Vec<ShapeId>]) -> Vec<Vec<usize>> {
    let unseen = usize::MAX;
    let count = uses.len();
    let (mut order, mut low) = (vec![unseen; count], vec![unseen; count]);
    let mut on_path = vec![false; count];
    let (mut path, mut found, mut next) = (Vec::new(), Vec::new(), 0);
    for start in 0..count {
        if order[start] != unseen {
            continue;
        }
        // a shape, and how many of those it uses were followed
        let mut stack = vec![(start, 0)];
        while let Some((shape, followed)) = stack.last_mut() {
            let shape = *shape;
            if *followed == 0 {
                order[shape] = next;
                low[shape] = next;
                next += 1;
                path.push(shape);
                on_path[shape] = true;
            }
            if let Some(used) = uses[shape].get(*followed) {
                *followed += 1;
                let used = used.0 as usize;
                if order[used] == unseen {
                    stack.push((used, 0));
                } else if on_path[used] {
                    low[shape] = low[shape].min(order[used]);
                }
                continue;
            }
            stack.pop();
            if let Some((user, _)) = stack.last() {
                low[*user] = low[*user].min(low[shape]);
            }
            if low[shape] == order[shape] {
                let mut group = Vec::new();
                while let Some(member) = path.pop() {
                    on_path[member] = false;
                    group.push(member);
                    if member == shape {
                        break;
                    }
                }
                let itself = uses[shape].iter().any(|used| used.0 as usize == shape);
                if group.len() > 1 || itself {
                    group.sort_unstable();
                    found.push(group);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses(lists: &[&[u32]]) -> Vec<Vec<ShapeId>> {
        lists
            .iter()
            .map(|list| list.iter().map(|used| ShapeId(*used)).collect())
            .collect()
    }

    #[test]
    fn circles_are_found_and_shared_use_is_none() {
        assert!(circles(&uses(&[&[1, 2], &[3], &[3], &[]])).is_empty());
        assert_eq!(circles(&uses(&[&[0]])), [[0]]);
        assert_eq!(
            circles(&uses(&[&[1], &[2], &[1, 3], &[4], &[3]])),
            [[3, 4], [1, 2]]
        );
    }

    #[test]
    fn a_long_chain_takes_no_stack() {
        let chain: Vec<Vec<ShapeId>> = (0..100_000)
            .map(|at| vec![ShapeId((at + 1) % 100_000)])
            .collect();
        assert_eq!(circles(&chain).len(), 1);
    }
}
